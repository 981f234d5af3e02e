/// The only package that talks to the kernel: namespaces, rtnetlink, nftables, sysctls and sockets inside a namespace, all
/// by direct calls ([dev.marina.linux] and libnftables). A program per call (`ip`, `nft`) took 5 to 25 times as long when measured.
///
/// A thread that changes its namespace is always a throw-away platform thread. Sockets keep the namespace in which they
/// were opened, so netlink sockets, nftables contexts and channels are opened once and then used from any thread.
package dev.marina.net.linux;
