/// A cluster at work, held up and looked at: its controllers and scheduler, what waits before them and why, and the cluster's clock.
///
/// What can be held up, and by whom, is the API's to say (`controllers` and `clocks` of `marina.dev/v1`); here it is shown and asked for.
package dev.marina.console.debugger;
