/// A client of ACME (RFC 8555): the few requests by which a certificate is had for names that are proved by HTTP.
///
/// Who asks, keeps and renews is elsewhere: the control plane for tenants' names, the launcher for the platform's own. Knows nothing of ours.
package dev.marina.acme;
