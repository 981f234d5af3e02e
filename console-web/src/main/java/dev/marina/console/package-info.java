/// The web console. Views build components and forward events; classes beside them decide. It acts with the token of the
/// person who is logged in and with nothing else; what it shows is what the platform's APIs say right now.
package dev.marina.console;
