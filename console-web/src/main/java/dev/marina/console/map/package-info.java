/// A namespace as a picture: what owns, selects, serves, uses and runs what.
///
/// Lists come from the person's feeds, row by row; only what a row does not say (selectors, references to claims and configuration, endpoints) is
/// read from an object, when its row changes, a few at a time ([dev.marina.console.map.ReferenceReader]). [dev.marina.console.map.MapGraph] makes
/// the graph of both, [dev.marina.console.map.MapLayout] gives every object a place that it keeps, and the element `<marina-map>` draws it. The
/// same content stands in a table.
package dev.marina.console.map;
