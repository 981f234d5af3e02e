/// OpenAPI documents of the served types, from the registry and the generated schemas: what `kubectl explain`, client-side
/// validation and the check for server-side field validation read.
/// https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-interface-definition
package dev.marina.apiserver.openapi;
