// The rule of status, compiled from core/rule.c by core/build.py; edit there.
export function compiledRule() {
 var buffer = new ArrayBuffer(65536);
 var HEAP8 = new Int8Array(buffer);
 var HEAP16 = new Int16Array(buffer);
 var HEAP32 = new Int32Array(buffer);
 var HEAPU8 = new Uint8Array(buffer);
 var HEAPU16 = new Uint16Array(buffer);
 var HEAPU32 = new Uint32Array(buffer);
 var HEAPF32 = new Float32Array(buffer);
 var HEAPF64 = new Float64Array(buffer);
 var Math_imul = Math.imul;
 var Math_fround = Math.fround;
 var Math_abs = Math.abs;
 var Math_clz32 = Math.clz32;
 var Math_min = Math.min;
 var Math_max = Math.max;
 var Math_floor = Math.floor;
 var Math_ceil = Math.ceil;
 var Math_trunc = Math.trunc;
 var Math_sqrt = Math.sqrt;
 var global$1 = 65536;
 function $0($0_1, $1_1, $2_1, $3, $4, $5) {
  $0_1 = $0_1 | 0;
  $1_1 = $1_1 | 0;
  $2_1 = $2_1 | 0;
  $3 = $3 | 0;
  $4 = $4 | 0;
  $5 = $5 | 0;
  var $6 = 0, $7 = 0, $8 = 0, $9 = 0.0, $10 = 0, $11 = 0.0, $12 = 0.0, $13 = 0.0, $14 = 0, $15 = 0, $16 = 0, $17 = 0.0, $18 = 0, $19 = 0;
  if (($4 | 0) > 0) {
   $18 = $3 << 4;
   $16 = ($3 | 0) <= 0;
   while (1) {
    block3 : {
     block2 : {
      $6 = $10 << 3;
      $12 = HEAPF64[$6 + $0_1 >> 3];
      $13 = HEAPF64[$1_1 + $6 >> 3];
      if ($12 <= $13) {
       if (!$16) {
        break block2
       }
       $7 = 0;
       break block3;
      }
      $7 = 0;
      $6 = $2_1;
      $8 = $3;
      if ($16) {
       break block3
      }
      while (1) {
       $9 = HEAPF64[$6 >> 3];
       if ($9 != $9) {
        $6 = $6 + 16 | 0;
        $8 = $8 - 1 | 0;
        if ($8) {
         continue
        }
        break block3;
       }
       break;
      };
      $7 = 1;
      break block3;
     }
     $14 = 0;
     $15 = 0;
     $9 = $12;
     $7 = 0;
     while (1) {
      $6 = $2_1;
      $8 = $3;
      while (1) {
       $17 = HEAPF64[$6 >> 3];
       $11 = HEAPF64[$6 + 8 >> 3];
       $19 = $13 >= $17 & $11 >= $12;
       if ($9 >= $17) {
        $14 = $11 >= $13 | $14;
        $9 = $9 < $11 ? $11 : $9;
       }
       $7 = $7 | $19;
       $6 = $6 + 16 | 0;
       $8 = $8 - 1 | 0;
       if ($8) {
        continue
       }
       break;
      };
      $15 = $15 + 1 | 0;
      if (($3 | 0) != ($15 | 0)) {
       continue
      }
      break;
     };
     $7 = $14 ? 2 : ($7 | 0) != 0;
    }
    HEAP8[$5 + $10 | 0] = $7;
    $2_1 = $2_1 + $18 | 0;
    $10 = $10 + 1 | 0;
    if (($4 | 0) != ($10 | 0)) {
     continue
    }
    break;
   };
  }
 }
 function $1($0_1, $1_1, $2_1, $3, $4, $5, $6, $7) {
  $0_1 = $0_1 | 0;
  $1_1 = $1_1 | 0;
  $2_1 = $2_1 | 0;
  $3 = $3 | 0;
  $4 = $4 | 0;
  $5 = $5 | 0;
  $6 = $6 | 0;
  $7 = $7 | 0;
  var $8 = 0, $9 = 0, $10 = 0, $11 = 0, $12 = 0.0, $13 = 0, $14 = 0;
  if (($5 | 0) > 0) {
   $8 = $7;
   $9 = $5;
   while (1) {
    HEAP8[$8 | 0] = 0;
    $8 = $8 + 1 | 0;
    $9 = $9 - 1 | 0;
    if ($9) {
     continue
    }
    break;
   };
  }
  if (($4 | 0) > 0) {
   $13 = $3 << 4;
   $14 = ($3 | 0) <= 0;
   while (1) {
    $10 = HEAP32[($11 << 3) + $0_1 >> 2] + $7 | 0;
    $8 = $2_1;
    $9 = $3;
    block2 : {
     if ($14) {
      break block2
     }
     while (1) {
      $12 = HEAPF64[$8 >> 3];
      if ($12 != $12) {
       $8 = $8 + 16 | 0;
       $9 = $9 - 1 | 0;
       if ($9) {
        continue
       }
       break block2;
      }
      break;
     };
     HEAP8[$10 | 0] = HEAPU8[$10 | 0] | 1;
    }
    $8 = HEAPU8[$10 | 0];
    $9 = $1_1 + $11 | 0;
    block5 : {
     if (HEAPU8[$9 | 0]) {
      $8 = $8 | 2;
      HEAP8[$10 | 0] = $8;
      if (HEAPU8[$9 | 0] == 2) {
       break block5
      }
     }
     HEAP8[$10 | 0] = $8 | 4;
    }
    $2_1 = $2_1 + $13 | 0;
    $11 = $11 + 1 | 0;
    if (($4 | 0) != ($11 | 0)) {
     continue
    }
    break;
   };
  }
  if (($5 | 0) > 0) {
   while (1) {
    $8 = HEAPU8[$7 | 0];
    $0_1 = 0;
    block8 : {
     if (!($8 & 1)) {
      break block8
     }
     $0_1 = 1;
     if (!($8 & 2)) {
      break block8
     }
     $0_1 = $8 & 4 ? 2 : 3;
    }
    HEAP8[$6 | 0] = $0_1;
    $7 = $7 + 1 | 0;
    $6 = $6 + 1 | 0;
    $5 = $5 - 1 | 0;
    if ($5) {
     continue
    }
    break;
   }
  }
 }
 function $2($0_1, $1_1, $2_1, $3, $4, $5, $6, $7, $8) {
  $0_1 = $0_1 | 0;
  $1_1 = $1_1 | 0;
  $2_1 = $2_1 | 0;
  $3 = $3 | 0;
  $4 = $4 | 0;
  $5 = $5 | 0;
  $6 = $6 | 0;
  $7 = $7 | 0;
  $8 = $8 | 0;
  var $9 = 0, $10 = 0.0, $11 = 0, $12 = 0.0;
  if (($6 | 0) > 0) {
   $11 = $7;
   $9 = $8;
   while (1) {
    HEAP32[$11 >> 2] = 0;
    HEAP32[$11 + 4 >> 2] = 2146435072;
    HEAP32[$9 >> 2] = 0;
    HEAP32[$9 + 4 >> 2] = -1048576;
    $11 = $11 + 8 | 0;
    $9 = $9 + 8 | 0;
    $6 = $6 - 1 | 0;
    if ($6) {
     continue
    }
    break;
   };
  }
  if (($5 | 0) > 0) {
   while (1) {
    $9 = HEAP32[$0_1 >> 2] << 3;
    $11 = $9 + $8 | 0;
    $12 = Infinity;
    block2 : {
     if (!HEAPU8[$3 | 0]) {
      break block2
     }
     if (!HEAPU8[$4 | 0]) {
      break block2
     }
     $10 = HEAPF64[$1_1 >> 3];
     $10 = $10 == $10 ? $10 : 0.0;
     $9 = $7 + $9 | 0;
     if ($10 < HEAPF64[$9 >> 3]) {
      HEAPF64[$9 >> 3] = $10;
      if (!HEAPU8[$3 | 0]) {
       break block2
      }
     }
     if (HEAPU8[$4 | 0] != 2) {
      break block2
     }
     $10 = HEAPF64[$2_1 >> 3];
     if ($10 != $10) {
      break block2
     }
     $12 = $10;
    }
    if ($12 > HEAPF64[$11 >> 3]) {
     HEAPF64[$11 >> 3] = $12
    }
    $0_1 = $0_1 + 8 | 0;
    $3 = $3 + 1 | 0;
    $4 = $4 + 1 | 0;
    $1_1 = $1_1 + 8 | 0;
    $2_1 = $2_1 + 8 | 0;
    $5 = $5 - 1 | 0;
    if ($5) {
     continue
    }
    break;
   }
  }
 }
 function __wasm_memory_size() {
  return buffer.byteLength >> 16;
 }
 function __wasm_memory_grow(pagesToAdd) {
  pagesToAdd = pagesToAdd | 0;
  var oldPages = __wasm_memory_size() | 0;
  var newPages = oldPages + pagesToAdd | 0;
  if ((oldPages < newPages) && (newPages < 65536)) {
   var newBuffer = new ArrayBuffer(newPages << 16);
   var newHEAP8 = new Int8Array(newBuffer);
   newHEAP8.set(HEAP8);
   HEAP8 = new Int8Array(newBuffer);
   HEAP16 = new Int16Array(newBuffer);
   HEAP32 = new Int32Array(newBuffer);
   HEAPU8 = new Uint8Array(newBuffer);
   HEAPU16 = new Uint16Array(newBuffer);
   HEAPU32 = new Uint32Array(newBuffer);
   HEAPF32 = new Float32Array(newBuffer);
   HEAPF64 = new Float64Array(newBuffer);
   buffer = newBuffer;
  }
  return oldPages;
 }
 return {
  "memory": Object.create(Object.prototype, {
   "grow": {
    "value": __wasm_memory_grow
   },
   "buffer": {
    "get": function () {
     return buffer;
    }
   }
  }),
  "within_many": $0,
  "decided_many": $1,
  "thresholds_many": $2,
  "__heap_base": {
   get value() {
    return global$1;
   },
   set value(_global$1) {
    global$1 = _global$1;
   }
  }
 };
}
