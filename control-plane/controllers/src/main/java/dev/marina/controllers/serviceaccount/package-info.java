/// What every namespace is given: the service account `default` and the ConfigMap `kube-root-ca.crt`; and tokens for Secrets of
/// the older type `kubernetes.io/service-account-token`.
///
/// **Purpose.** Pods have an identity and can check the API server's certificate without anybody preparing it.
/// **Watches.** Namespaces, ServiceAccounts, ConfigMaps named kube-root-ca.crt, Secrets.
/// **Writes.** ServiceAccounts, ConfigMaps, data of token Secrets.
/// **Settings.** None.
/// **Metrics.** Those of the engine.
/// **When it fails.** Tried again with back-off; a Secret for an account that is not there is deleted, as upstream does.
package dev.marina.controllers.serviceaccount;
