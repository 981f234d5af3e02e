/// Keys and certificates: the platform's authority for server certificates, one authority per cluster for clients.
/// The only user of Bouncy Castle.
package dev.marina.apiserver.pki;
