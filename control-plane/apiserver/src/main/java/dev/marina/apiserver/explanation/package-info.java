/// Answers why an object is as it is: which request led to it by which changes, and what it waits for.
///
/// The chain is read from the cluster's log, where every change bears who made it and what caused it; nothing is guessed. Where
/// the log ends the answer says so. What whoever asks may not read stands in it as a change of which nothing is said.
package dev.marina.apiserver.explanation;
