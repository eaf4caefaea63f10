// Ties a popover to its button. By script and not as style attributes: those that come with a page its policy forbids.

/** For the `ref` of the button; `id`: of the popover. */
export const anchorOf =
  (id: string) =>
  (button: HTMLElement | null): void =>
    button?.style.setProperty('anchor-name', `--${id}`);

/** For the `ref` of the popover. */
export const anchoredTo =
  (id: string) =>
  (popover: HTMLElement | null): void =>
    popover?.style.setProperty('position-anchor', `--${id}`);
