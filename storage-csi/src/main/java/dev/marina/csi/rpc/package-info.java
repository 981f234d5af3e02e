/// The RPCs of the driver, one class each. Each first asks whether its work was already done.
package dev.marina.csi.rpc;
