/** What tells people of alerts; `npm run monitoring` and the tests start it themselves. */
export const alertmanager = {
  name: 'alertmanager',
  about: 'tells people of alerts; it is only installed',
  programs: ['alertmanager|prometheus-alertmanager', 'amtool'],
  packages: ['prometheus-alertmanager'],
};
