/// Services: which addresses lead to which endpoints, as nftables maps with one chain per number of endpoints.
///
/// A chain per service took 16 to 25 s to load for 10,000 services when measured; flat maps take half a second, and a change
/// is a change of elements in one transaction.
package dev.marina.net.service;
