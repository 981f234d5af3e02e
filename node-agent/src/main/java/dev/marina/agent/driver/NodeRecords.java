package dev.marina.agent.driver;

import java.util.Set;

/// What the cluster's API is told of a node's drivers: its CSINode, and the Node's labels and annotation.
interface NodeRecords {

    /// May be called twice. Throws [DriverInfo.Refused] where what the driver says of the node is not true.
    void put(DriverInfo driver) throws DriverInfo.Refused;

    /// Succeeds where it is not told of. Labels stay: volumes name them.
    void remove(String driver);

    /// Takes away every driver but these and the platform's.
    void keepOnly(Set<String> drivers);
}
