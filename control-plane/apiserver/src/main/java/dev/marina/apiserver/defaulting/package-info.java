/// What many types fill in alike, as pkg/apis/*/v1/defaults.go does; each type's own defaults stand in its file.
package dev.marina.apiserver.defaulting;
