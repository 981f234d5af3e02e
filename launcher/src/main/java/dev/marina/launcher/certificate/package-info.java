/// A certificate for the platform's own names, the console's and the login's, from the operator's ACME server (RFC 8555).
///
/// [PublicCertificate] says for which names and from where, [CertificateFiles] keeps what there is, [CertificateIssue] gets one from the server,
/// [CertificateKeeper] does so when it is time and gives it to the front, which goes on meanwhile ([FrontSocket]).
package dev.marina.launcher.certificate;
