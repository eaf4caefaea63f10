'use client';
import { useEffect, useState } from 'react';

interface TextFilterProps {
  label: string;
  value: string;
  set: (text: string) => void;
  /** A class. */
  width: string;
}

/** A filter that is typed: takes effect on Enter or when left. */
export function TextFilter({ label, value, set, width }: TextFilterProps) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const apply = () => {
    if (text.trim() !== value) set(text.trim());
  };
  return (
    <input
      type="search"
      aria-label={label}
      placeholder={label}
      className={`control ${width}`}
      value={text}
      onChange={(event) => {
        setText(event.target.value);
        if (event.target.value === '' && value !== '') set('');
      }}
      onKeyDown={(event) => event.key === 'Enter' && apply()}
      onBlur={apply}
    />
  );
}
