'use client';
import { useState } from 'react';
import { Field } from '#app/_ui/field.tsx';
import { TextArea } from '#app/_ui/text-area.tsx';
import type { SettingField } from '#lib/collector.ts';
import type { SourceKind } from './source-kind.ts';

interface SettingFieldsProps {
  kind: SourceKind;
  /** What is stored, without secrets. */
  config: Record<string, unknown>;
  onRows: (name: string, count: number) => void;
  rowCounts: Record<string, number>;
}

/** The settings that a kind of backend has, as its collector describes them. */
export function SettingFields({ kind, config, rowCounts, onRows }: SettingFieldsProps) {
  return kind.settings.map((setting) => {
    const value = config[setting.name];
    const common = { name: setting.name, label: setting.label, hint: setting.hint, placeholder: setting.placeholder };
    if (setting.kind === 'rows') {
      return (
        <Rows
          key={setting.name}
          setting={setting}
          values={Array.isArray(value) ? value : []}
          count={rowCounts[setting.name] ?? 1}
          onCount={(count) => onRows(setting.name, count)}
        />
      );
    }
    if (setting.kind === 'words') {
      const words = Array.isArray(value) ? value.join('\n') : '';
      return <TextArea key={setting.name} {...common} defaultValue={words} />;
    }
    return (
      <Field
        key={setting.name}
        {...common}
        className="control mono h-[34px]"
        type={setting.kind === 'secret' ? 'password' : 'text'}
        inputMode={setting.kind === 'number' ? 'numeric' : undefined}
        required={setting.isRequired}
        spellCheck={false}
        autoComplete={setting.kind === 'secret' ? 'new-password' : 'off'}
        defaultValue={value === undefined ? '' : String(value)}
      />
    );
  });
}

interface RowsProps {
  setting: SettingField;
  values: unknown[];
  count: number;
  onCount: (count: number) => void;
}

function Rows({ setting, values, count, onCount }: RowsProps) {
  // Values that were there keep their place; rows are only added at the end.
  const [known] = useState(values as Record<string, unknown>[]);
  const columns = setting.columns ?? [];
  return (
    <fieldset className="grid gap-1.5">
      <legend className="mb-1 text-xs text-dim">{setting.label}</legend>
      {Array.from({ length: count }, (_, n) => (
        <div
          key={n}
          className="grid gap-2"
          style={{ gridTemplateColumns: `repeat(${columns.length}, minmax(0, 1fr))` }}
        >
          {columns.map((column) => (
            <input
              key={column.name}
              name={`${setting.name}.${n}.${column.name}`}
              aria-label={`${column.label} ${n + 1}`}
              placeholder={column.label}
              required={n === 0 && column.isRequired}
              defaultValue={String(known[n]?.[column.name] ?? '')}
              spellCheck={false}
              className="control mono h-[34px] min-w-0"
            />
          ))}
        </div>
      ))}
      <p className="text-xs text-dim">{setting.hint}</p>
      <button type="button" className="control justify-self-start" onClick={() => onCount(count + 1)}>
        Add a row
      </button>
    </fieldset>
  );
}
