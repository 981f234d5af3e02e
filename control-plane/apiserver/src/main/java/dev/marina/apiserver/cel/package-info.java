/// The Common Expression Language as Kubernetes speaks it: types from schemas, Kubernetes' own functions, and limits to what an
/// expression may cost. Compiled expressions are shared by any number of threads. Knows JSON only, nothing of requests or types.
/// https://kubernetes.io/docs/reference/using-api/cel/
package dev.marina.apiserver.cel;
