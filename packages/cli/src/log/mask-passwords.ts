/** The text without the passwords of its URLs: drivers name the address that they could not reach. */
export function maskPasswords(text: string): string {
  return text.replaceAll(/(:\/\/[^\s/:@"]*):[^\s/@"]+@/g, '$1:***@');
}
