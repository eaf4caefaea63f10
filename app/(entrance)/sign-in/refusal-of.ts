// Why signing in at the OpenID provider led back to the sign-in page, in words.

const sentences: Record<string, string> = {
  access_denied: 'You were not let in there.',
  login_required: 'You were not let in there.',
  account_not_linked: 'Somebody else has an account with your e-mail address here. An admin can help.',
  email_not_verified: 'Your e-mail address is not verified there, so it cannot open an account here.',
  email_not_found: 'Your account there has no e-mail address, or does not share it.',
  signup_disabled: 'There is no account for your e-mail address here. An admin can add one.',
  state_mismatch: 'This took too long, or was begun in another browser. Try again.',
  too_busy: 'Too many tries. Wait some minutes.',
  unavailable: 'The provider did not answer in time. Try again.',
};

/** `code`: from the address, so anybody's; what is unknown gets a sentence that repeats nothing of it. */
export function refusalOf(code: string): string {
  return Object.hasOwn(sentences, code)
    ? (sentences[code] as string)
    : 'Signing in there failed. Try again; the log of the web process says why.';
}
