/// What the API does with resources: get, list, watch, create, update, patch, delete, for every type alike.
package dev.marina.apiserver.endpoint;
