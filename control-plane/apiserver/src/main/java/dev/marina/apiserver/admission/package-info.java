/// What is done to objects, and said about them, between authorization and the store. One literal list, in order:
/// [AdmissionChain#standard].
package dev.marina.apiserver.admission;
