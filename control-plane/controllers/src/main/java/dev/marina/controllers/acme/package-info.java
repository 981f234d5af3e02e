/// The controller that gets certificates by ACME (RFC 8555).
///
/// **Purpose.** An Ingress, a Gateway or an HTTPProxy with `marina.dev/acme: "true"` gets certificates for the names for which it ends TLS from
/// the installation's ACME server, proved by HTTP at the cluster's own entrance, into the Secrets that it names; they are renewed with a third
/// of their life left. A key is such a Secret; of two that want one for different names the older has it.
/// [CertificatePlan] decides what is next, `dev.marina.acme` speaks to the server.
/// **Watches.** Who may ask (`CertificateAsker`), and Secrets that they name.
/// **Writes.** Those Secrets, unless somebody else made them; in kube-system the Secrets `marina-acme-…`: the cluster's account, orders under way
/// and what the entrance answers for them. Events CertificateOrdered, CertificateIssued, CertificateFailed, CertificateNotOrdered.
/// **Settings.** `acme-directory`, `acme-ca`, `acme-contact`; without the first whoever asks is told that there is no server.
/// **Metrics.** Those of the engine.
/// **When it fails.** The event names the server's problem; the order is begun again after 5 minutes, then 10, up to a day. The certificate that
/// is there stays.
package dev.marina.controllers.acme;
