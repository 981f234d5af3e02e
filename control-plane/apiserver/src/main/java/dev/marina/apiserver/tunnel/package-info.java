/// What reaches the API server through node agents: the streams of logs, exec and port-forward that they carry, and the
/// connections of pods to their own API server. The control plane dials nobody.
package dev.marina.apiserver.tunnel;
