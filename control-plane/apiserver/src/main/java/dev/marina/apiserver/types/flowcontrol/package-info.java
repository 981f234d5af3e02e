/// The types of `flowcontrol.apiserver.k8s.io`, and the objects of them that every cluster has.
package dev.marina.apiserver.types.flowcontrol;
