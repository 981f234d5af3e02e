/// Merging of values by their shape: what two versions of an object differ in, what an applied configuration makes of an object,
/// and which fields it mentions. Pure; knows no managers and no requests.
/// https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
package dev.marina.apiserver.merge;
