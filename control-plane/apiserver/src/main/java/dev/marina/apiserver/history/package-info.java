/// What was in a tenant's cluster earlier, for who looks back through the management cluster: lists, single objects, differences.
package dev.marina.apiserver.history;
