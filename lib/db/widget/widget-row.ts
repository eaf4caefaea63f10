import type { Widget } from '#lib/embed/figures.ts';

export interface StoredWidget extends Widget {
  createdBy: string;
  createdAt: Date;
  lastFetchedAt: Date | null;
}

export const widgetColumns = `w.id, w.name, w.scope, w.fields, w.frame_origins as "frameOrigins",
  w.is_on_status_page as "isOnStatusPage", w.expires_at as "expiresAt", w.token_hash as "tokenHash",
  w.created_by as "createdBy", w.created_at as "createdAt", w.last_fetched_at as "lastFetchedAt",
  r.figures, r.updated_at as "updatedAt", r.stale_after as "staleAfter"`;

export const fromWidgets = 'widget w left join widget_row r on r.widget_id = w.id';
