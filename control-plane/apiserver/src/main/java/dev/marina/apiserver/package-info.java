/// Kubernetes' API for many clusters in one process. Begin with [dev.marina.apiserver.ApiServer#filters].
package dev.marina.apiserver;
