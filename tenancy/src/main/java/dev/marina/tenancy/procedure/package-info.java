/// Work in several steps over systems that share no transaction.
///
/// Purpose: what was begun is completed, or undone, whatever ends in between: a step, the process, the machine.
/// Writes: table `procedure`, a row per piece of work: its input, the last step that is done, who works on it until when.
/// When it fails: a refusal (any problem but "not available now") undoes the steps backwards; everything else waits for the next
/// attempt, each row with a back-off of its own, and says so in its row.
package dev.marina.tenancy.procedure;
