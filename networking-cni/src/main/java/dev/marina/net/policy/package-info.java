/// NetworkPolicy on one node: what the cluster's objects say ([PolicyState]) becomes changes of one nftables table
/// ([PolicyRules]). What connects these is text and small records, so that everything but its carrying out is tested without a kernel.
package dev.marina.net.policy;
