/** The browser of the portal's tests, which start it themselves. */
export const chromium = {
  name: 'chromium',
  about: 'the browser of the tests of the portal; it is only installed',
  programs: ['chromium|google-chrome|chromium-browser'],
  packages: ['chromium'],
};
