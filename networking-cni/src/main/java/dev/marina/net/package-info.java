/// The network of tenant nodes on one machine.
///
/// ```
///            machine ── mr<instance> 100.64.255.254
///               │ m0 .253
///            switch (mr<instance>-sw): router + guard ······ bridge ul0, a layer of its own
///               │ n<address>                                     │ u<address>
///   eth0 100.64.x.y ── node proper (mr<instance>-node+…)   underlay side (mr<instance>-vtep+…) eth0 100.64.x.y
///                        pods, services, DNS, vxlan0 ············ VXLAN socket, peers only
///                          │ seg0
///                        the cluster's segment: bridge b<vni>-<subnet> in the switch, s<address> for each node
/// ```
///
/// The node's address is there twice, on two networks that do not touch: on the underlay side it carries VXLAN between
/// nodes of the cluster, on the node proper it is what Kubernetes calls the InternalIP. Nodes of a cluster reach each
/// other's InternalIP through what is theirs alone, the overlay or the segment, as the cluster's back end says; from node to
/// machine and world the router passes, from node to node never.
/// So the isolation of tenants does not depend on rules in a namespace that a tenant's `hostNetwork` pod may change.
package dev.marina.net;
