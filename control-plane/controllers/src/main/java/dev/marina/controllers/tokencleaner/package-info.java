/// The end of bootstrap tokens.
///
/// **Purpose.** Deletes the Secrets of bootstrap tokens whose time is over, as upstream's controller tokencleaner does. Nobody is let in by one
/// in the meantime: the API server looks at the time itself.
/// **Watches.** Secrets `bootstrap-token-…` of kube-system.
/// **Writes.** Deletes Secrets.
/// **Settings.** None.
/// **Metrics.** Those of the engine.
/// **When it fails.** Tried again with back-off; the Secret stays longer, and lets in nobody.
package dev.marina.controllers.tokencleaner;
