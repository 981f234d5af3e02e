/// What the agent follows of an API: lists and watches that hold little, end when they hang, and are begun again.
///
/// Objects are decoded one at a time from the stream, without what nobody here asks for, so that neither a list's length nor what a
/// tenant wrote into an object decides how much of the machine's common agent it takes.
package dev.marina.agent.watch;
