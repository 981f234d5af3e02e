/// What is changed of Payara before it starts: a Java agent (`payara-agent.jar`) that the launcher gives to Payara's JVM. It knows nothing else of
/// this module, and is in a jar of its own.
package dev.marina.payara;
