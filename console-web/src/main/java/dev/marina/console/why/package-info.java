/// Why an object is as it is: the chain of changes that led to it, what it waits for, and the change that would help.
///
/// The cluster's API answers the question (`…/explanation`); here its data becomes words, tables and a patch. Nothing is found out by reading
/// messages. What decides is plain ([dev.marina.console.why.Remedy], [dev.marina.console.why.Waterfall], [dev.marina.console.why.Verdicts],
/// [dev.marina.console.why.Reasons]); [dev.marina.console.why.WhyPane] shows it.
package dev.marina.console.why;
