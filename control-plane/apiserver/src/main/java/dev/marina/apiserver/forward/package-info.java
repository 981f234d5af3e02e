/// Requests for clusters that another control-plane process owns travel to it over mutual TLS with certificates of the platform's
/// authority, and its answers travel back.
package dev.marina.apiserver.forward;
