/** What collects the metrics, and checks its rules; `npm run monitoring` and the tests start it themselves. */
export const prometheus = {
  name: 'prometheus',
  about: 'collects the metrics; it is only installed',
  programs: ['prometheus', 'promtool'],
  packages: ['prometheus'],
};
