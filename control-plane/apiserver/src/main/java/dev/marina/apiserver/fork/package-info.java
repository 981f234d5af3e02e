/// New clusters out of what others were: which objects come along, and how a cluster is filled with them.
package dev.marina.apiserver.fork;
