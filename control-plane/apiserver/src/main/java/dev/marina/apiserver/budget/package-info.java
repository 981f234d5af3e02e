/// What one cluster may have of the process that serves it: requests and bytes under way, watches, objects; and turns at the
/// processor. A cluster that asks for more is refused or waits, and no other notices.
package dev.marina.apiserver.budget;
