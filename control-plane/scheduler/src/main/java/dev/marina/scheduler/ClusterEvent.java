package dev.marina.scheduler;

import java.util.Optional;

/// A change in a cluster that a pod which fits nowhere may have waited for, with what a plugin must see of it to say so.
public sealed interface ClusterEvent {

    /// What plugins name in [SchedulerPlugin#hints]; upstream's pairs of resource and action.
    enum Kind {
        POD_BOUND,
        POD_CHANGED,
        POD_GONE,
        NODE_ADDED,
        NODE_CHANGED,
        NODE_GONE,
        CLAIM_CHANGED,
        VOLUME_CHANGED,
        STORAGE_CLASS_CHANGED,
        CSI_NODE_CHANGED,
        POD_GROUP_CHANGED,
        DEVICE_CLAIM_CHANGED,
        DEVICES_CHANGED
    }

    Kind kind();

    /// A pod has got its node.
    record PodBound(PodFacts pod) implements ClusterEvent {
        @Override
        public Kind kind() {
            return Kind.POD_BOUND;
        }
    }

    /// A pod on a node has other labels or requests, or is being deleted.
    record PodChanged(PodFacts before, PodFacts now) implements ClusterEvent {
        @Override
        public Kind kind() {
            return Kind.POD_CHANGED;
        }
    }

    /// A pod uses its node no longer: deleted, ended, or never bound.
    record PodGone(PodFacts pod) implements ClusterEvent {
        @Override
        public Kind kind() {
            return Kind.POD_GONE;
        }
    }

    /// A node has come, or offers something else.
    ///
    /// @param before what it offered; empty for one that has come
    record NodeChanged(Optional<NodeState.Offer> before, NodeState node) implements ClusterEvent {
        @Override
        public Kind kind() {
            return before.isEmpty() ? Kind.NODE_ADDED : Kind.NODE_CHANGED;
        }
    }

    record NodeGone(String name) implements ClusterEvent {
        @Override
        public Kind kind() {
            return Kind.NODE_GONE;
        }
    }

    record ClaimChanged(String namespace, String name) implements ClusterEvent {
        @Override
        public Kind kind() {
            return Kind.CLAIM_CHANGED;
        }
    }

    /// A PodGroup, or the pods that are of it.
    record PodGroupChanged(String namespace, String name) implements ClusterEvent {
        @Override
        public Kind kind() {
            return Kind.POD_GROUP_CHANGED;
        }
    }

    /// A ResourceClaim has come, or something else is said of it.
    ///
    /// @param givenBack whether its devices are anybody's again
    record DeviceClaimChanged(String namespace, String name, boolean givenBack) implements ClusterEvent {
        @Override
        public Kind kind() {
            return Kind.DEVICE_CLAIM_CHANGED;
        }
    }

    /// A ResourceSlice or a DeviceClass has come, or is another.
    record DevicesChanged(String name) implements ClusterEvent {
        @Override
        public Kind kind() {
            return Kind.DEVICES_CHANGED;
        }
    }

    record VolumeChanged(String name) implements ClusterEvent {
        @Override
        public Kind kind() {
            return Kind.VOLUME_CHANGED;
        }
    }

    /// A StorageClass is another, or what its provisioner says of itself.
    record StorageClassChanged(String name) implements ClusterEvent {
        @Override
        public Kind kind() {
            return Kind.STORAGE_CLASS_CHANGED;
        }
    }

    /// A driver has come to a node, or the node takes more of its volumes than before.
    record CsiNodeChanged(String node) implements ClusterEvent {
        @Override
        public Kind kind() {
            return Kind.CSI_NODE_CHANGED;
        }
    }
}
