#!/usr/bin/env node
import "../dist/kotoba.js";
