/// The node agent: one process per machine that makes tenants' nodes and pods real on it.
///
/// - `machine`: the machine in the management cluster, and which nodes it is to have
/// - `node`: one tenant node, its conversation with its cluster
/// - `pod`: one pod, as plan, worker and report
/// - `runtime`: containers; the only package that talks to Docker
/// - `volume`, `probe`, `image`, `cgroup`, `forward`, `tunnel`, `identity`: what they use
package dev.marina.agent;
