/// The end of events.
///
/// **Purpose.** Deletes an event an hour after it was last written, as upstream's server does.
/// **Watches.** Events.
/// **Writes.** Deletes events.
/// **Settings.** None.
/// **Metrics.** Those of the engine.
/// **When it fails.** Tried again with back-off; the event stays longer.
package dev.marina.controllers.eventttl;
