/// Control groups: the tree of one installation, on version 1 (one hierarchy per controller, also beside an empty unified one) and
/// version 2 (one for all).
///
/// ```
/// /marina-<instance>
/// ├── engine                what the container engine starts outside of pods
/// └── nodes                 ceiling of all nodes together
///     └── <node>            the node's CPU, memory and process ids
///         ├── system        the container that holds the node's network namespace
///         ├── pod<uid>      guaranteed pods
///         ├── burstable
///         │   └── pod<uid>
///         └── besteffort
///             └── pod<uid>  the engine makes the groups of containers below
/// ```
///
/// What the kernel holds is the only state: nothing here has to be remembered over a restart.
package dev.marina.agent.cgroup;
