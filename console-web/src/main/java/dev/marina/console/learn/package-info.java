/// The place to learn: a catalogue of labs, and one lab with its text, its goals and what it knows of the learner's cluster.
///
/// Labs are objects of the tenant's own cluster (`learn.marina.dev/v1`); goals are judged there, from the cluster's own changes, and arrive here by
/// watch. Nothing here decides whether a goal is met. [dev.marina.console.learn.Run], [dev.marina.console.learn.RunChange] and
/// [dev.marina.console.learn.News] are plain; the texts of labs are somebody else's and are taken apart, never put into a page as HTML
/// ([dev.marina.console.learn.LabText]).
package dev.marina.console.learn;
