/// The end of certificate signing requests.
///
/// **Purpose.** Deletes requests that have had their answer for an hour, or none for a day, as upstream's controller csrcleaner does.
/// **Watches.** CertificateSigningRequests.
/// **Writes.** Deletes requests.
/// **Settings.** None.
/// **Metrics.** Those of the engine.
/// **When it fails.** Tried again with back-off; the request stays longer.
package dev.marina.controllers.certificatesigningrequest;
