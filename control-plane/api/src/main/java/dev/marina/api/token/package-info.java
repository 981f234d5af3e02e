/// Bootstrap tokens: what their Secrets say. The API server lets in and controllers sign and clean up by the same rules.
/// https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/
package dev.marina.api.token;
