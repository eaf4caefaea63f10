/** All keys, as the help lists them. */
export const keyGroups: readonly { title: string; keys: readonly (readonly [string, string])[] }[] = [
  {
    title: 'Everywhere',
    keys: [
      ['Ctrl K', 'pages, actions, and anything by its ID or name'],
      ['/', 'search: paste any ID, URL or log line'],
      ['?', 'this list'],
      ['z', 'twice the window of time'],
    ],
  },
  {
    title: 'List of runs',
    keys: [
      ['j  k', 'next and previous run'],
      ['Enter', 'open it'],
      ['p', 'look at it beside the list, Escape closes'],
    ],
  },
  {
    title: 'Run',
    keys: [
      ['[  ]', 'the run of this job before and after it'],
      ['p', 'its parent'],
      ['c', 'its journey'],
      ['↑ ↓ ← →', 'move and fold in the timeline'],
      ['f', 'find in the timeline'],
    ],
  },
];
