/// A cluster as it was: any list and object of an earlier moment, what became of it since, and a further cluster that begins with it.
///
/// The tenancy's REST API has the history, for owners; [dev.marina.console.history.PastMoment] is what an address says of it. Nothing here is live,
/// and everything says so.
package dev.marina.console.history;
