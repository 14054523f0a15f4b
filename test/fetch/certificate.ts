/** For servers on loopback, which nobody else trusts: its key is known to all. */
export const certificate = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgioNDx8KNJhyqhZep
XUSev75mQy9mTwRo3GKHsvDmkFqhRANCAAQFDobNqNLol1MVMr34FyNi/eTUjyNR
uzWfr9kf5xhcZbmN/SVQfKMMQwvU4NtEU4UfNalNadPtgroSHWqG4qNT
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBqTCCAU+gAwIBAgIUOl9sh6j6cgVnpmptvHRvbPlE5ZwwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNDExMjUzNFoYDzIxMjYxMDMx
MTEyNTM0WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQFDobNqNLol1MVMr34FyNi/eTUjyNRuzWfr9kf5xhcZbmN/SVQfKMM
QwvU4NtEU4UfNalNadPtgroSHWqG4qNTo30wezAdBgNVHQ4EFgQUzKCjt8H7yNq1
6MxsKe0QchOZer4wHwYDVR0jBBgwFoAUzKCjt8H7yNq16MxsKe0QchOZer4wDwYD
VR0TAQH/BAUwAwEB/zAoBgNVHREEITAfgglsb2NhbGhvc3SCDGZlZWQuZXhhbXBs
ZYcEfwAAATAKBggqhkjOPQQDAgNIADBFAiEA3qvJQQn9temtIdl+cJvKdkW4yVZT
HC9lH0U//mAlwN4CIHYtyY1Id0ZpcaIcFTpuLfl6CJQJStVmG8AeTiFprRjs
-----END CERTIFICATE-----`,
};

/** Trusts any certificate while the work lasts. */
export const trustingAll = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  try {
    return await work();
  } finally {
    delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  }
};
