/// Objects in the protobuf form that Go clients like to send and to get. The forms of the messages are a resource that the
/// build generated, so that no generated class and no protobuf library is needed at run time.
/// https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding
package dev.marina.apiserver.protobuf;
