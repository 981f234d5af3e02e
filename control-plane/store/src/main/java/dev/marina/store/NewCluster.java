package dev.marina.store;

import java.util.Map;

/// A cluster to be created; the store adds id, shard and time.
public record NewCluster(String tenant, String name, Map<String, byte[]> secrets, Map<String, String> settings) {}
