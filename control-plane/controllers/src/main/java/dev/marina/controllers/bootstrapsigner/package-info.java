/// Signatures of the ConfigMap `cluster-info`.
///
/// **Purpose.** Whoever joins a cluster and has nothing but a bootstrap token reads its address and authority from `cluster-info` in
/// kube-public, and knows by a signature with the token's secret that it is the cluster's: upstream's controller bootstrapsigner. There is
/// nothing to sign unless somebody has made the ConfigMap, as `kubeadm init` does.
/// **Watches.** The ConfigMap `cluster-info` of kube-public, Secrets `bootstrap-token-…` of kube-system.
/// **Writes.** `jws-kubeconfig-<id>` of the ConfigMap.
/// **Settings.** None.
/// **Metrics.** Those of the engine.
/// **When it fails.** Tried again with back-off; a new token is not in the ConfigMap until then.
package dev.marina.controllers.bootstrapsigner;
