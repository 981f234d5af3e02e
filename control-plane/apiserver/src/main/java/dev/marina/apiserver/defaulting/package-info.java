/// Defaults of built-in types, as pkg/apis/*/v1/defaults.go sets them. Pure: a document in, a document out.
package dev.marina.apiserver.defaulting;
