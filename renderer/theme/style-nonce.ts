/** The nonce that the page's content security policy allows styles by; the host writes it into index.html. */
export function styleNonce(): string | null {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? null;
}
